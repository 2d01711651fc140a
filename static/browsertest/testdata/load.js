addEventListener('load', () => Clerk.load({ telemetry: false }));
