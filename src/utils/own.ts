/*
 * Objects by names from outside. A plain `object[name]` would also find what every object inherits, such as `constructor`,
 * and an assignment to `__proto__` would change the prototype.
 */

/** Gets what the object itself has under this name; undefined where it has nothing, whatever its prototype offers. */
export function getOwn<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The same for a name that is asked for very often. */
export function getterOf(name: string): <T>(object: Readonly<Record<string, T>>) => T | undefined {
  return name in Object.prototype ? (object) => getOwn(object, name) : (object) => object[name];
}

/** Whether a value of which nothing is known has members by names: an object, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Gets what a value of which nothing is known has under this name itself; undefined where it has no such member. */
export function getMember(value: unknown, name: string): unknown {
  return isRecord(value) ? getOwn(value, name) : undefined;
}

/** Sets a property of the object itself, whatever its name. */
export function setOwn<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    target[name] = value;
  }
}
