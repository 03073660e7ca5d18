/** What the stand-in does not have must not look like something that Electron does not have. */
export function onlyKnown<T extends object>(name: string, known: T): T {
  return new Proxy(known, {
    get(target, property, receiver) {
      if (typeof property === 'symbol' || property in target || property === 'then' || property === 'toJSON') {
        const value: unknown = Reflect.get(target, property, receiver);
        return value;
      }
      throw new Error(`The stand-in for Electron has no ${name}.${property}.`);
    },
  });
}

/** An event of Electron's that can be prevented. */
export class PreventableEvent {
  defaultPrevented = false;

  constructor(fields: object = {}) {
    Object.assign(this, fields);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Where the calls of many small methods go that need no behaviour here. */
export const nothing = (): undefined => undefined;
