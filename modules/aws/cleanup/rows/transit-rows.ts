import type { StateRow } from '../../switch/execute/execute.types.ts';
import { placeOfOperation } from '../../switch/rows/place-of-operation.ts';
import { targetText } from './target-text.ts';

export const transitAttachmentRow: StateRow = {
  async read(operation, { aws }, signal) {
    const Filters = [
      { Name: 'transit-gateway-attachment-id', Values: [targetText(operation, 'attachment')] },
    ];
    const [found] = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'DescribeTransitGatewayVpcAttachments',
      { Filters },
      'TransitGatewayVpcAttachments',
      { signal },
    );
    const isGone = found?.State === undefined || found.State === 'deleted';
    return {
      state: isGone ? null : { transit: found.TransitGatewayId },
      isSettling: found?.State === 'deleting' || found?.State === 'modifying',
    };
  },
  notYet: ['IncorrectState'],
};

/** That of the controller. */
export const transitDetachmentRow: StateRow = {
  async read(operation, { controller }, signal) {
    const vpc = targetText(operation, 'vpc');
    const transit = targetText(operation, 'transit');
    const attachments = await (await controller()).transitAttachments(signal);
    const found = attachments.some(
      (one) => (one.vpcId === vpc || one.name === vpc) && one.transit === transit,
    );
    return { state: found ? { transit } : null };
  },
};
