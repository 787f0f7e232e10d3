/** Returns an object with some of its fields renamed. */
export function remap(object, names) {
  const renamed = {};
  for (const key in object) renamed[names[key] ?? key] = object[key];
  return renamed;
}
