import type { AnswerMeta } from "../answers/answer.ts";
import type { Endpoint } from "../connectors/schema/connector.ts";
import type { KeyFailure, KeyNote } from "../credentials/credential.ts";
import type { ApiSaid, Failure, KeyRejected } from "../failures/failure.ts";
import type { ApiClient } from "../requests/api-client.ts";
import type { Clock } from "../utils/time.ts";
import type { Discovery } from "./discover.ts";
import { type Grant, scopesIn, unknownGrant, withLastKnown } from "./grant.ts";
import type { KnownGrant } from "./grant-cache.ts";
import { isChosen, narrow, type View } from "./narrowing.ts";

/** There is no usable key, and why. */
export interface MissingKey {
  readonly kind: "missing";
  readonly failure: KeyFailure;
  readonly notes: readonly KeyNote[];
}

export type KeyState = MissingKey | PresentKey;

/** What is known of a key. */
interface Knowledge {
  readonly grant: Grant;
  /** When the API last accepted the key and the grant was found out, by this process or an earlier one. */
  readonly checkedAt: Date | undefined;
  /** When this process last asked, on the monotonic clock; undefined before it has. */
  readonly checkedHere: number | undefined;
  /** The API answered 401. */
  readonly rejected: KeyRejected | undefined;
  /** What the API said of the store. */
  readonly meta: AnswerMeta | undefined;
  /** What the API said when it denied a scope at the last look. */
  readonly denial: ApiSaid | undefined;
  /** Why something could not be found out at the last look. */
  readonly failure: Failure | undefined;
  /** Looks in a row that left something unknown. */
  readonly failures: number;
}

/** A key that is in use, and what is known of it, which nobody else changes. */
export class PresentKey {
  readonly kind = "present";
  readonly api: ApiClient;
  readonly fingerprint: string;
  readonly notes: readonly KeyNote[];
  #known: Knowledge;

  /** @param before what an earlier process found out of this key */
  constructor(api: ApiClient, fingerprint: string, notes: readonly KeyNote[], before: KnownGrant | undefined) {
    this.api = api;
    this.fingerprint = fingerprint;
    this.notes = notes;
    this.#known = {
      grant: before?.grant ?? unknownGrant(api.connector),
      checkedAt: before?.checkedAt,
      checkedHere: undefined,
      rejected: undefined,
      meta: undefined,
      denial: undefined,
      failure: undefined,
      failures: 0,
    };
  }

  get known(): Knowledge {
    return this.#known;
  }

  /** What the assistant is shown with this key. */
  get view(): View {
    return narrow(this.api.connector, this.#known.grant, this.api.credential.settings.choice);
  }

  /** Whether tools are missing from the list. A scope that no tool needs is nobody's concern. */
  get hidesTools(): boolean {
    return this.view.hidden.length > 0;
  }

  /** Whether the person wants an endpoint shown, whatever the key permits. */
  wants(endpoint: Endpoint): boolean {
    return isChosen(this.api.connector, endpoint, this.api.credential.settings.choice);
  }

  /** Whether this process asked the API less than so many milliseconds ago. */
  isFresh(milliseconds: number, clock: Pick<Clock, "now">): boolean {
    const { checkedHere } = this.#known;
    return checkedHere !== undefined && clock.now() - checkedHere < milliseconds;
  }

  /** Takes in what a discovery found out. */
  learn(discovery: Discovery, clock: Clock): void {
    const before = this.#known;
    const checkedHere = clock.now();
    if (discovery.kind === "rejected") {
      this.#known = { ...before, checkedHere, rejected: this.rejection(discovery.said), failure: undefined };
      return;
    }
    const { accepted, denial, failure } = discovery;
    // A 401 of before holds until the API answers otherwise: no answer, or nothing to try the key with, is no answer.
    const isDisproved = accepted || failure?.kind === "forbidden";
    this.#known = {
      grant: withLastKnown(this.api.connector, discovery.grant, before.grant),
      checkedAt: accepted ? clock.wall() : before.checkedAt,
      checkedHere,
      rejected: isDisproved ? undefined : before.rejected,
      meta: discovery.meta ?? before.meta,
      denial,
      failure,
      failures: failure === undefined ? 0 : before.failures + 1,
    };
  }

  /** Takes in that the API answered a call with 401. */
  reject(said: ApiSaid | undefined): void {
    this.#known = { ...this.#known, rejected: this.rejection(said) };
  }

  /** Tells how this key's rejection is told. */
  rejection(said: ApiSaid | undefined): KeyRejected {
    return { kind: "key-rejected", lastFour: this.api.credential.secret.lastFour, said };
  }

  /** Names what the key lacks, and what it has. */
  lacking(missing: readonly string[]) {
    return { missing, held: scopesIn(this.#known.grant, "granted") };
  }
}
