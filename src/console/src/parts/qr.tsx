import { useMemo } from 'react';
import { encode } from 'uqr';

// The dark modules as one path, with a quiet zone of two modules around.
export function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size, path };
}

export function Qr({ text, label, width = 180 }: { text: string; label: string; width?: number }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} width={width} height={width} shapeRendering="crispEdges">
      <path d={path} fill="#000" />
    </svg>
  );
}
