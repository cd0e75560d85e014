/** It has no types of its own, and nobody has published any. */
declare module "pgpass" {
  interface Connection {
    readonly host: string;
    readonly port: number;
    readonly user?: string | undefined;
    readonly database?: string | undefined;
  }

  /** Looks for the password in the file that PGPASSFILE names, or in ~/.pgpass. */
  export default function pgpass(connection: Connection, done: (password: string | undefined) => void): void;
}
