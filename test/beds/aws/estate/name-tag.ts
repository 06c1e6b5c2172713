export function nameTag(type: 'vpc' | 'subnet' | 'route-table' | 'transit-gateway', name: string) {
  return [{ ResourceType: type, Tags: [{ Key: 'Name', Value: name }] }];
}
