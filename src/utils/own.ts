/*
 * Objects by names from outside. A plain `object[name]` would also find what every object inherits, such as `constructor`,
 * and an assignment to `__proto__` would change the prototype.
 */

/** Gets what the object itself has under this name; undefined where it has nothing, whatever its prototype offers. */
export function getOwn<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a property of the object itself, whatever its name. */
export function setOwn<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[name] = value;
  }
}
