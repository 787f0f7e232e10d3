/** An object with some of its fields under other names. */
export function remap(object, names) {
  const renamed = {};
  for (const key in object) renamed[names[key] ?? key] = object[key];
  return renamed;
}
