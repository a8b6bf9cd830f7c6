// Addresses and CIDR ranges as people type them: one a line. The gateway judges; this only spares a round trip.
const V4 = /^(\d{1,3})(\.(\d{1,3})){3}$/;
const V6 = /^[0-9a-f:]*:[0-9a-f:.]*$/i;

export const linesOf = (text: string): string[] => text.split(/[\n,;]+/).map((line) => line.trim()).filter(Boolean);

export function isAddress(text: string): boolean {
  const [address = '', length, more] = text.split('/');
  if (more !== undefined) return false;
  const v4 = V4.test(address) && address.split('.').every((part) => Number(part) <= 255);
  if (!v4 && !V6.test(address)) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (v4 ? 32 : 128));
}
