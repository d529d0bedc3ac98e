// A button that asks for files.

import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface Props {
  class?: string;
  /** For the browser's dialog. */
  accept: string;
  multiple?: boolean;
  onFiles: (files: File[]) => void;
  children: ComponentChildren;
}

export function FileButton({
  class: name = "button",
  accept,
  multiple = true,
  onFiles,
  children,
}: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={name} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        multiple={multiple}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** What can be opened. */
export const SONGS = ".json,.mid,.midi,.h2song,.wav,.aif,.aiff,.flac,.mp3,.ogg";
/** What songs can be given. */
export const RECORDINGS = ".wav,.aif,.aiff,.flac,.mp3,.ogg";
