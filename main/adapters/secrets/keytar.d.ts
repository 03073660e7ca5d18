/** keytar is an optional dependency: where it could not be built there are no types of its own. https://github.com/atom/node-keytar#docs */
declare module 'keytar' {
  interface Keytar {
    getPassword(service: string, account: string): Promise<string | null>;
    setPassword(service: string, account: string, password: string): Promise<void>;
    deletePassword(service: string, account: string): Promise<boolean>;
    findCredentials(service: string): Promise<{ account: string; password: string }[]>;
  }
  const keytar: Keytar;
  export default keytar;
  export type { Keytar };
}
