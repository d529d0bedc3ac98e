// A labelled choice, and a labelled switch.

import { useId } from "preact/hooks";

interface PickProps {
  label: string;
  value: string;
  /** Value and words of each. */
  options: [string, string][];
  onPick: (value: string) => void;
}

export function Pick({ label, value, options, onPick }: PickProps) {
  const id = useId();
  return (
    <div class="line">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => onPick(currentTarget.value)}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

interface FlagProps {
  label: string;
  hint?: string;
  value: boolean;
  onFlag: (value: boolean) => void;
}

export function Flag({ label, hint, value, onFlag }: FlagProps) {
  const id = useId();
  return (
    <div class="line is-flag">
      <label for={id} title={hint}>
        {label}
      </label>
      <input
        id={id}
        class="switch"
        type="checkbox"
        checked={value}
        onChange={({ currentTarget }) => onFlag(currentTarget.checked)}
      />
    </div>
  );
}
