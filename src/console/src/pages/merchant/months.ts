// Months as YYYY-MM, in Asia/Shanghai as WeChat's quotas and the manifests count them.
export function monthOf(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 7);
}

export function nextMonth(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

// The newest first.
export function lastMonths(count: number, time: number): string[] {
  const months = [monthOf(time)];
  while (months.length < count) {
    const [year = 0, number = 1] = (months.at(-1) ?? '').split('-').map(Number);
    months.push(number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`);
  }
  return months;
}

// The starts of its days, in UTC: the histogram's bars.
export function daysOf(month: string): number[] {
  const end = Date.parse(`${nextMonth(month)}-01T00:00:00Z`);
  const days: number[] = [];
  for (let day = Date.parse(`${month}-01T00:00:00Z`); day < end; day += 86_400_000) days.push(day);
  return days;
}
