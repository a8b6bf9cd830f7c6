export const reference = {
  title: '参考',
};
