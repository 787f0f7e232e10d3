/** Makes a worker renew a hold. */
export function renewIn(worker, options) {
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.intents));
  });
  worker.postMessage(options, [port2]);
  return answered;
}
