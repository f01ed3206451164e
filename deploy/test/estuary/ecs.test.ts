import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../support/deploy-file.ts';
import { deployPath, deployText } from './support/deploy-file.ts';
import { runWithFakes } from './support/fake-programs.ts';
import { knownVariables } from './support/known-variables.ts';

interface Named {
  readonly name: string;
}

interface TaskDefinition {
  readonly containerDefinitions: readonly {
    readonly environment: readonly Named[];
    readonly secrets: readonly Named[];
    readonly stopTimeout: number;
  }[];
}

const read = <Shape>(name: string): Shape => JSON.parse(deployText(name)) as Shape;
const task = read<TaskDefinition>('ecs/task-definition.json');
const [container] = task.containerDefinitions;

describe('ecs/task-definition.json', () => {
  it('is the task of the guide', () => {
    expect(task).toMatchObject({
      family: 'estuary',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
    });
    expect(task.containerDefinitions).toHaveLength(1);
    expect(container).toMatchObject({
      name: 'estuary',
      image: '${ECR_REGISTRY}/estuary:latest',
      portMappings: [{ containerPort: 3000, protocol: 'tcp' }],
      environment: expect.arrayContaining([
        { name: 'APP_PROFILE', value: 'production' },
        { name: 'PORT', value: '3000' },
      ]),
      secrets: [
        {
          name: 'CONVEX_DEPLOYMENT_URL',
          valueFrom: expect.stringMatching(
            /^arn:aws:secretsmanager:.*:secret:estuary\/convex-url$/,
          ),
        },
      ],
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/ecs/estuary', 'awslogs-stream-prefix': 'ecs' },
      },
      healthCheck: {
        command: ['CMD-SHELL', 'wget --spider -q http://localhost:3000/health/live || exit 1'],
        interval: 30,
        timeout: 5,
        retries: 3,
      },
    });
  });

  it('names the database that the secret belongs to, and a role that may read it', () => {
    expect(container?.environment).toContainEqual({ name: 'DATABASE_TYPE', value: 'convex' });
    expect(task).toMatchObject({
      executionRoleArn: expect.stringMatching(/:role\/ecsTaskExecutionRole$/),
    });
  });

  it('sets only variables that Estuary reads', () => {
    const names = [...(container?.environment ?? []), ...(container?.secrets ?? [])];
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter(({ name }) => !knownVariables.has(name))).toEqual([]);
  });

  it('waits longer than requests may take to finish, and no longer than Fargate allows', () => {
    expect(container?.stopTimeout).toBeGreaterThan(30);
    expect(container?.stopTimeout).toBeLessThanOrEqual(120);
  });
});

describe('the auto scaling', () => {
  const service = {
    ServiceNamespace: 'ecs',
    ResourceId: 'service/default/estuary',
    ScalableDimension: 'ecs:service:DesiredCount',
  };

  it('has the numbers of the guide, in the two calls that AWS has for them', () => {
    expect(read('ecs/scalable-target.json')).toEqual({
      ...service,
      MinCapacity: 2,
      MaxCapacity: 10,
    });
    expect(read('ecs/scaling-policy.json')).toEqual({
      ...service,
      PolicyName: 'estuary-cpu',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        ScaleOutCooldown: 60,
        ScaleInCooldown: 300,
      },
    });
  });
});

describe('ecs/deploy.sh', () => {
  const run = (env: Readonly<Record<string, string>>) =>
    runWithFakes(
      deployPath('ecs/deploy.sh'),
      {
        aws: '[ "$1" = ecr ] && echo a-password; exit 0',
        docker: '[ "$1" = login ] && cat; exit 0',
      },
      env,
    );
  const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

  it('builds, pushes and registers as the guide does', () => {
    const { code, stderr, calls } = run({ AWS_ACCOUNT_ID: '123456789012' });
    expect([code, stderr]).toEqual([0, '']);
    const lines = calls.map((call) => call.join(' '));
    // The two ends of the pipe are started together.
    expect(lines.slice(0, 2).toSorted()).toEqual([
      'aws ecr get-login-password --region us-east-1',
      `docker login --username AWS --password-stdin ${registry}`,
    ]);
    expect(lines.slice(2, 5)).toEqual([
      `docker build -t estuary -f ${deployPath('Dockerfile')} ${repositoryRoot}`,
      `docker tag estuary:latest ${registry}/estuary:latest`,
      `docker push ${registry}/estuary:latest`,
    ]);
    expect(lines).toHaveLength(6);
    expect(calls[5]?.slice(0, -1)).toEqual(
      'aws ecs register-task-definition --region us-east-1 --cli-input-json'.split(' '),
    );
  });

  it('registers the task with everything filled in', () => {
    const { calls } = run({ AWS_ACCOUNT_ID: '123456789012', AWS_REGION: 'eu-central-2' });
    const text = calls.at(-1)?.at(-1) ?? '';
    expect(text).not.toContain('${');
    expect(JSON.parse(text)).toMatchObject({
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      containerDefinitions: [
        {
          image: '123456789012.dkr.ecr.eu-central-2.amazonaws.com/estuary:latest',
          secrets: [
            {
              valueFrom:
                'arn:aws:secretsmanager:eu-central-2:123456789012:secret:estuary/convex-url',
            },
          ],
          logConfiguration: { options: { 'awslogs-region': 'eu-central-2' } },
        },
      ],
    });
  });

  it('does nothing without an account', () => {
    const { code, stderr, calls } = run({});
    expect(code).not.toBe(0);
    expect(stderr).toContain('AWS_ACCOUNT_ID');
    expect(calls).toEqual([]);
  });
});
