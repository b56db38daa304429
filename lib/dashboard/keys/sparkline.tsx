import { numberText } from '../shell/numbers.ts';

const WIDTH = 90;
const HEIGHT = 20;

interface SparklineProps {
  /** The requests of each day, oldest first. */
  readonly requests: readonly number[];
}

/** The requests of the last days as bars. The page of the key has the same numbers as a table. */
export function Sparkline({ requests }: SparklineProps) {
  const total = requests.reduce((sum, each) => sum + each, 0);
  if (total === 0) return null;
  const most = Math.max(...requests);
  const step = WIDTH / requests.length;
  return (
    <svg
      className="sparkline"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${numberText(total)} requests in ${requests.length} days, at most ${numberText(most)} a day`}
    >
      {requests.map((count, day) => {
        const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is identified by its day
            key={day}
            x={day * step}
            y={HEIGHT - height}
            width={step - 1}
            height={height}
          />
        );
      })}
    </svg>
  );
}
