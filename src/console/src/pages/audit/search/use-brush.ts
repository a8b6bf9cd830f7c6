// Choosing columns of the histogram: by dragging, or by the arrow keys with Shift and Enter.
import { useState, type KeyboardEvent, type PointerEvent } from 'react';

export interface Brush {
  // Both inclusive, the first not after the last.
  chosen: [number, number] | undefined;
  at: number | undefined;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerLeave: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
    onBlur: () => void;
  };
}

// `placeOf`: the column below a position on the screen.
export function useBrush(columns: number, placeOf: (x: number) => number, onBrush: (first: number, last: number) => void): Brush {
  const [anchor, setAnchor] = useState<number>();
  const [at, setAt] = useState<number>();
  const clear = (): void => {
    setAnchor(undefined);
    setAt(undefined);
  };
  const chosen: Brush['chosen'] =
    anchor === undefined || at === undefined ? undefined : [Math.min(anchor, at), Math.max(anchor, at)];

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -columns, End: columns }[event.key];
    if (event.key === 'Escape' && at !== undefined) {
      event.stopPropagation();
      clear();
    } else if (event.key === 'Enter' && chosen) {
      onBrush(...chosen);
      clear();
    } else if (step !== undefined && columns > 0) {
      const next = at === undefined ? (step > 0 ? 0 : columns - 1) : Math.min(columns - 1, Math.max(0, at + step));
      setAt(next);
      if (!event.shiftKey || anchor === undefined) setAnchor(next);
    } else return;
    event.preventDefault();
  };

  return {
    chosen,
    at,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = placeOf(event.clientX);
        setAnchor(place);
        setAt(place);
      },
      onPointerMove: (event) => setAt(placeOf(event.clientX)),
      onPointerUp: (event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        if (chosen) onBrush(...chosen);
        clear();
      },
      onPointerLeave: () => {
        if (anchor === undefined) setAt(undefined);
      },
      onKeyDown,
      onBlur: clear,
    },
  };
}
