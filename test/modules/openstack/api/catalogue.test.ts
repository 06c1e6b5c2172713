import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { endpointOf } from '../../../../modules/openstack/api/catalogue.ts';

describe('the catalogue', () => {
  const endpoint = (type: string, region: string, more: object = {}) => ({
    type,
    region,
    interface: 'public',
    url: `http://${type}.${region}`,
    ...more,
  });
  const wanted = { label: 'source', region: undefined, interface: 'public' };
  const refusal = (act: () => unknown): DroverError => {
    try {
      act();
    } catch (error) {
      assert.ok(error instanceof DroverError);
      return error;
    }
    throw new assert.AssertionError({ message: 'it was not refused' });
  };

  it('knows the older names of services', () => {
    const endpoints = [
      endpoint('volumev2', 'A', { url: 'http://c/v2/p' }),
      endpoint('volume', 'A', { url: 'http://c/v1/p' }),
      endpoint('volumev3', 'A', { url: 'http://c/v3/p' }),
    ];
    assert.equal(endpointOf('block-storage', endpoints, wanted).url, 'http://c/v3/p');
    assert.equal(
      refusal(() => endpointOf('block-storage', endpoints.slice(0, 2), wanted)).code,
      'openstack-no-service',
    );
  });

  it('lists the services, regions and interfaces that there are', () => {
    const endpoints = [
      endpoint('network', 'North'),
      endpoint('network', 'South'),
      endpoint('image', 'North', { interface: 'internal' }),
    ];
    const several = refusal(() => endpointOf('network', endpoints, wanted));
    assert.equal(several.code, 'openstack-no-region');
    assert.match(several.message, /in several regions: "North" and "South"/);
    const wrong = refusal(() => endpointOf('network', endpoints, { ...wanted, region: 'north' }));
    assert.match(wrong.message, /in region "north": it is in "North" and "South"/);
    assert.match(wrong.diagnostic.help ?? '', /Did you mean "North"/);
    const none = refusal(() => endpointOf('compute', endpoints, wanted));
    assert.match(none.message, /no Nova \(compute\).*lists "image" and "network"/);
    assert.match(none.diagnostic.help ?? '', /compute_endpoint_override/);
    const hidden = refusal(() => endpointOf('image', endpoints, wanted));
    assert.match(hidden.message, /no public endpoint of Glance \(image\): it has "internal"/);
    assert.match(refusal(() => endpointOf('image', [], wanted)).diagnostic.help ?? '', /project_name/);
  });

  it('takes the region that was named', () => {
    const endpoints = [endpoint('network', 'North'), endpoint('network', 'South')];
    assert.equal(
      endpointOf('network', endpoints, { ...wanted, region: 'South' }).url,
      'http://network.South',
    );
  });
});
