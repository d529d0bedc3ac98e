// The shape of an envelope, above its settings.

const WIDTH = 240;
const HEIGHT = 48;
/** Share of the width that is held where the sustain is. */
const HELD = 0.2;

/** Long times take less room than they last, so that short ones can be seen. */
function room(seconds: number): number {
  return Math.sqrt(Math.max(seconds, 0));
}

export function EnvelopeShape({ value }: { value: Record<string, unknown> }) {
  const of = (name: string): number => Number(value[name] ?? 0);
  const times = ["delay", "attack", "hold", "decay", "release"].map((name) => room(of(name)));
  const whole = times.reduce((sum, time) => sum + time, 0) / (1 - HELD);
  const [delay = 0, attack = 0, hold = 0, decay = 0, release = 0] = times.map(
    (time) => (time / Math.max(whole, 1e-6)) * WIDTH,
  );
  const sustain = HEIGHT - 2 - of("sustain") * (HEIGHT - 4);
  const path = `M0 ${HEIGHT - 2}h${delay}L${delay + attack} 2h${hold}L${delay + attack + hold + decay} ${sustain}h${HELD * WIDTH}L${
    delay + attack + hold + decay + HELD * WIDTH + release
  } ${HEIGHT - 2}`;
  return (
    <svg
      class="envelope"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="envelope-area" d={`${path}Z`} />
      <path class="envelope-line" d={path} />
    </svg>
  );
}
