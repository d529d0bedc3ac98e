// The one error type of the package.

/** Why something was refused or has failed. */
export class RebounceError extends Error {
  /**
   * Stable kebab-case name of the reason: `unreadable-song`, `illegal-song`, `option`, `missing`,
   * `too-long`, `limit`, `format`, `window`, `unreadable-recording`, `crashed`, `no-worker`.
   */
  readonly code: string;
  /** Of `too-long`: how long the render would have lasted. */
  readonly seconds?: number;

  constructor(code: string, message: string, seconds?: number) {
    super(message);
    this.name = "RebounceError";
    this.code = code;
    if (seconds !== undefined) this.seconds = seconds;
  }
}

/** The reason of a call that was cancelled without one of its own. */
export function aborted(message = "the render was cancelled"): DOMException {
  return new DOMException(message, "AbortError");
}
