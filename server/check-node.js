// Plain JavaScript that any Node can read: says in one sentence what is missing before TypeScript files are run as they stand.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
	console.error(
		`Moothall needs Node 22.18 or newer to run, and this is ${process.version}. On Linux and Windows "npm ci" brings Node 24 by itself (unless optional packages are left out); on macOS install it from nodejs.org.`,
	);
	process.exit(1);
}
