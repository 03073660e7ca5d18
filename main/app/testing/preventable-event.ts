/** An event of Electron's, which keeps whether it was prevented. */
export class PreventableEvent {
  defaultPrevented = false;

  constructor(fields: object = {}) {
    Object.assign(this, fields);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
