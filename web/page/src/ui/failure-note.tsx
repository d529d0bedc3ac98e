// What went wrong, where nobody can miss it.

import { failure } from "../engine/failure.js";
import { Icon } from "./icon.js";

export function FailureNote() {
  const told = failure.value;
  return (
    <div class="failure-place" role="alert">
      {told && (
        <div class="failure">
          <Icon name="warning" />
          <div class="failure-words">
            <strong>{told.title}</strong>
            <p>{told.message}</p>
          </div>
          <button class="icon-button" aria-label="Dismiss" onClick={() => (failure.value = null)}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
