import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { readCompose } from '../support/compose-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';

describe('vector.toml', () => {
  const configuration = parse(deployText('vector.toml'));

  it('has the parts of the guide, in the words of the Vector of today', () => {
    expect(configuration).toEqual({
      sources: { estuary_logs: { type: 'docker_logs', include_images: ['estuary'] } },
      transforms: {
        parse_logs: {
          type: 'remap',
          inputs: ['estuary_logs'],
          source:
            '. = parse_json!(.message)\n.timestamp = parse_timestamp!(.timestamp, format: "%+")\n',
        },
      },
      sinks: {
        elasticsearch: {
          type: 'elasticsearch',
          inputs: ['parse_logs'],
          endpoints: ['http://elasticsearch:9200'],
          bulk: { index: 'estuary-%Y.%m.%d' },
        },
      },
    });
  });

  it.each(['docker-compose.yml', 'docker-compose.prod.yml'])(
    'looks for the image that %s runs',
    (file) => {
      const { services } = readCompose<{ services: Record<string, { image: string }> }>(
        deployPath(file),
      );
      expect(Object.values(services).map(({ image }) => image)).toContain('estuary:latest');
    },
  );
});
