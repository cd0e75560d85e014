import type { ClientId } from "../../src/clients/client.ts";
import type { PretendedModel } from "./model/pretended-model.ts";

/** What a client made of the server. */
export interface Listed {
  /** In its own word. */
  readonly says: string;
  readonly tools: readonly string[];
  /** What a tool answered that the pretended model called; undefined where that model cannot drive the client. */
  readonly answer?: string | undefined;
}

/** Where a client runs: a home of its own, and the model that only pretends. */
export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly model: PretendedModel;
  /** The server over HTTP; undefined where the client starts it. */
  readonly url: string | undefined;
}

/** A client that runs without an account as far as its list of tools. */
export interface RealClient {
  /** The Inspector is in no list of ours: it is told the server on its command line. */
  readonly id: ClientId | "inspector";
  readonly title: string;
  readonly npmName: string;
  readonly program: string;
  /** Before Keyscope is installed in it. */
  prepare?(place: Place): void | Promise<void>;
  /** Sends a person to the identity provider, where a program in the place of the browser logs in; left out where it has not been tried. */
  signIn?(place: Place): Promise<unknown>;
  list(place: Place): Promise<Listed>;
}
