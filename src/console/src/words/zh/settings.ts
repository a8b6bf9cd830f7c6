export const settings = {
  title: '设置',
  description: '应答实例的当前配置，读自其配置文件。修改请编辑配置文件后重新加载。',
  version: '版本',
  search: '筛选设置项',
  noMatch: '没有匹配的设置项',
  name: '设置项',
  value: '值',
  empty: '空',
  general: '常规',
  instances: '网关实例',
  instancesNote: '最近一分钟内有心跳的实例',
};
