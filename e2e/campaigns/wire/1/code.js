// src/base/random.ts
function e(e) {
	let t = -1640531527, n = 608135816, r = e | 0, i = 1, a = () => {
		let e = (t + n | 0) + i | 0;
		return i = i + 1 | 0, t = n ^ n >>> 9, n = r + (r << 3) | 0, r = r << 21 | r >>> 11, r = r + e | 0, (e >>> 0) / 2 ** 32;
	};
	for (let e = 0; e < 12; e++) a();
	return a;
}
// src/base/safetensors.ts
var t = {
	F32: 4,
	I8: 1
};
function n(e, t) {
	let { header: n, dataStart: r } = i(e, t), c = /* @__PURE__ */ new Map(), l = {}, u = [];
	for (let [i, s] of Object.entries(n)) {
		if (i === "__metadata__") {
			l = o(s, t);
			continue;
		}
		let { dtype: n, shape: d, start: f, end: p } = a(s, i, t);
		if (r + p > e.length) throw RangeError(`Cannot read "${t}": tensor "${i}" ends at byte ${r + p} but the file has ${e.length}; it is truncated`);
		u.push([f, p]);
		let m = Uint8Array.from(e.subarray(r + f, r + p)).buffer;
		c.set(i, n === "F32" ? {
			dtype: n,
			shape: d,
			data: new Float32Array(m)
		} : {
			dtype: n,
			shape: d,
			data: new Int8Array(m)
		});
	}
	return s(u, e.length - r, t), {
		tensors: c,
		metadata: l
	};
}
function r(e) {
	let t = {};
	Object.keys(e.metadata).length > 0 && (t.__metadata__ = e.metadata);
	let n = 0;
	for (let [r, { dtype: i, shape: a, data: o }] of e.tensors) {
		if (l(a) !== o.length) throw RangeError(`Cannot write tensor "${r}": its shape [${a.join(", ")}] does not hold ${o.length} values`);
		t[r] = {
			dtype: i,
			shape: a,
			data_offsets: [n, n + o.byteLength]
		}, n += o.byteLength;
	}
	let r = new TextEncoder().encode(JSON.stringify(t)), i = Math.ceil(r.length / 8) * 8, a = new Uint8Array(8 + i + n).fill(32, 8, 8 + i);
	new DataView(a.buffer).setBigUint64(0, BigInt(i), !0), a.set(r, 8);
	let o = 8 + i;
	for (let { data: t } of e.tensors.values()) a.set(new Uint8Array(t.buffer, t.byteOffset, t.byteLength), o), o += t.byteLength;
	return a;
}
function i(e, t) {
	let n = e.length < 8 ? 0 : Number(new DataView(e.buffer, e.byteOffset).getBigUint64(0, !0)), r = 8 + n;
	if (n < 2 || n > 1e8 || r > e.length) throw RangeError(`Cannot read "${t}" as safetensors: the header should be ${n} bytes long, the file has ${e.length} bytes and starts with "${c(e)}"`);
	try {
		let t = JSON.parse(new TextDecoder("utf-8", { fatal: !0 }).decode(e.subarray(8, r)));
		if (d(t)) return {
			header: t,
			dataStart: r
		};
	} catch (e) {
		throw RangeError(`Cannot read "${t}" as safetensors: its header is not JSON`, { cause: e });
	}
	throw RangeError(`Cannot read "${t}" as safetensors: its header is not a JSON object`);
}
function a(e, n, r) {
	let i = (e) => /* @__PURE__ */ RangeError(`Cannot read "${r}": tensor "${n}" ${e}`);
	if (!d(e)) throw i("has no description");
	let { dtype: a, shape: o, data_offsets: s } = e;
	if (a !== "F32" && a !== "I8") throw i(`has data type ${JSON.stringify(a)}, expected F32 or I8`);
	if (!u(o)) throw i(`has shape ${JSON.stringify(o)}, expected whole numbers`);
	if (!u(s) || s.length !== 2) throw i(`has offsets ${JSON.stringify(s)}`);
	let [c, f] = s;
	if (f - c !== l(o) * t[a]) throw i(`of shape [${o.join(", ")}] and type ${a} has ${f - c} bytes`);
	return {
		dtype: a,
		shape: o,
		start: c,
		end: f
	};
}
function o(e, t) {
	if (d(e) && Object.values(e).every((e) => typeof e == "string")) return e;
	throw RangeError(`Cannot read "${t}": its "__metadata__" must hold strings only`);
}
function s(e, t, n) {
	let r = 0;
	for (let [t, i] of e.sort((e, t) => e[0] - t[0] || e[1] - t[1])) {
		if (t !== r) throw RangeError(`Cannot read "${n}": tensors overlap or leave a gap at byte ${r}`);
		r = i;
	}
	if (r !== t) throw RangeError(`Cannot read "${n}": its tensors take ${r} bytes, the file holds ${t}`);
}
function c(e) {
	return new TextDecoder().decode(e.subarray(0, 16)).replace(/[^\x20-\x7e]/g, "?");
}
function l(e) {
	return e.reduce((e, t) => e * t, 1);
}
function u(e) {
	return Array.isArray(e) && e.every((e) => Number.isSafeInteger(e) && e >= 0);
}
function d(e) {
	return typeof e == "object" && !!e && !Array.isArray(e);
}
// src/federation/wire-error.ts
var f = class extends RangeError {
	reason;
	constructor(e, t, n) {
		super(t, n), this.name = "WireError", this.reason = e;
	}
};
// src/federation/open-container.ts
function p(e, t, n) {
	let r = g(e, t), i = r.metadata.format;
	if (i !== n.format) throw v(t, `its metadata must say format "${n.format}": got ${y(i)}`);
	return _(Object.keys(r.metadata), ["format", ...n.metadata], "metadata", t), _([...r.tensors.keys()], n.tensors, "tensors", t), r;
}
function m(e, t, { dtype: n, shape: r, source: i }) {
	let a = e.tensors.get(t);
	if (a?.dtype !== n) throw v(i, `tensor "${t}" must be ${n}: got ${a?.dtype}`);
	if (a.shape.length !== r.length || a.shape.some((e, t) => e !== r[t])) throw new f("shape", `Cannot use ${i} as tensor "${t}" must have shape [${r.join()}]: got [${a.shape.join()}]`);
	return a.data;
}
function h(e, t, n) {
	let r = e.metadata[t] ?? "", i = Number(r);
	if (!/^(0|[1-9][0-9]*)$/.test(r) || !Number.isSafeInteger(i)) throw v(n, `"${t}" must be a whole number from 0: got ${y(r)}`);
	return i;
}
function g(e, t) {
	try {
		return n(new Uint8Array(e.buffer, e.byteOffset, e.length), t);
	} catch (e) {
		throw new f("format", e instanceof Error ? e.message : String(e), { cause: e });
	}
}
function _(e, t, n, r) {
	if (!(e.length === t.length && t.every((t) => e.includes(t)))) throw v(r, `its ${n} must be ${t.join(", ")}: got ${y(e.join(", "))}`);
}
function v(e, t) {
	return new f("format", `Cannot use ${e} as ${t}`);
}
function y(e) {
	return JSON.stringify((e ?? "").slice(0, 80));
}
// src/federation/delta.ts
var b = {
	format: "personal-rank-delta",
	tensors: ["delta", "delta_scale"],
	metadata: [
		"base_version",
		"clip_norm",
		"layout"
	]
}, ee = 2 ** 120;
function te(e) {
	return r({
		tensors: /* @__PURE__ */ new Map([["delta_scale", {
			dtype: "F32",
			shape: [1],
			data: Float32Array.of(e.scale)
		}], ["delta", {
			dtype: "I8",
			shape: [e.steps.length],
			data: e.steps
		}]]),
		metadata: {
			format: b.format,
			base_version: String(e.baseVersion),
			clip_norm: String(e.clipNorm),
			layout: e.layout
		}
	});
}
function ne(e, t) {
	let n = "the delta", r = p(e, n, b), { layout: i = "", clip_norm: a = "" } = r.metadata;
	if (i !== t.layout) throw new f("layout", `Cannot use ${n} as its feature layout must be "${t.layout}": got ${JSON.stringify(i.slice(0, 80))}; reload the page`);
	let o = m(r, "delta", {
		dtype: "I8",
		shape: [t.dimensions],
		source: n
	}), [s = NaN] = m(r, "delta_scale", {
		dtype: "F32",
		shape: [1],
		source: n
	});
	if (!(Math.abs(s) <= ee)) throw new f("nonfinite", `Cannot use ${n} as "delta_scale" must give finite values: got ${s}`);
	if (s < 0) throw new f("format", `Cannot use ${n} as "delta_scale" must be 0 or more: got ${s}`);
	if (Number(a) !== t.clipNorm) throw new f("norm", `Cannot use ${n} as it must be clipped to norm ${t.clipNorm}: "clip_norm" is ${JSON.stringify(a.slice(0, 80))}`);
	return {
		steps: o,
		scale: s,
		baseVersion: h(r, "base_version", n),
		clipNorm: t.clipNorm,
		layout: i
	};
}
// src/base/quality-fields.ts
var x = [
	{
		name: "comparison",
		values: [
			"undecided",
			"personal",
			"shop"
		],
		draws: 5
	},
	{
		name: "first_ranking",
		values: [
			"none",
			"within_500ms",
			"within_2s",
			"over_2s"
		],
		draws: 1
	},
	{
		name: "learning",
		values: [
			"none",
			"within_50ms",
			"within_200ms",
			"over_200ms"
		],
		draws: 1
	},
	{
		name: "drift",
		values: ["not_found", "found"],
		draws: 1
	},
	{
		name: "failure",
		values: [
			"none",
			"model",
			"storage",
			"sync",
			"other"
		],
		draws: 1
	},
	{
		name: "backend",
		values: [
			"none",
			"wasm",
			"webgpu"
		],
		draws: 1
	}
], S = 1, re = 3;
x.flatMap(({ draws: e }, t) => Array.from({ length: e }, () => t));
function ie({ field: e, value: t }) {
	return Uint8Array.of(S, e, t);
}
function ae(e) {
	let [t, n, r] = e;
	return e.length !== re || t !== S ? null : r < (x[n]?.values.length ?? 0) ? {
		field: n,
		value: r
	} : null;
}
// src/federation/quantize.ts
var oe = 127;
function se(e, t) {
	let n = 0;
	for (let t = 0; t < e.length; t++) {
		let r = e[t];
		if (!Number.isFinite(r)) throw RangeError(`Cannot quantise as value ${t} must be finite: got ${r}`);
		n = Math.max(n, Math.abs(r));
	}
	let r = new Int8Array(e.length);
	if (n === 0) return {
		steps: r,
		scale: 0
	};
	let i = ce(n / oe);
	for (let n = 0; n < e.length; n++) r[n] = Math.floor(e[n] / i + t());
	return {
		steps: r,
		scale: i
	};
}
function ce(e) {
	let t = new Float32Array([e]);
	return t[0] < e && new Uint32Array(t.buffer)[0]++, t[0];
}
// src/base/errors.ts
var C = class extends Error {
	reason;
	constructor(e, t, n) {
		super(t, n), this.name = "RankError", this.reason = e;
	}
}, le = {
	format: "personal-rank-global-head",
	tensors: ["weights"],
	metadata: ["version", "layout"]
};
function ue(e, t, n) {
	let r = `the global head "${t}"`, i = p(e, r, le), { layout: a = "" } = i.metadata;
	if (a !== n.layout) throw new f("layout", `Cannot use ${r} as its feature layout must be "${n.layout}": got ${JSON.stringify(a.slice(0, 80))}`);
	let o = h(i, "version", r);
	if (o !== n.version) throw new f("format", `Cannot use ${r} as it must be version ${n.version}: got ${o}`);
	let s = m(i, "weights", {
		dtype: "F32",
		shape: [n.dimensions],
		source: r
	}), c = s.findIndex((e) => !Number.isFinite(e));
	if (c >= 0) throw new f("nonfinite", `Cannot use ${r} as all weights must be finite: weight ${c} is ${s[c]}`);
	return {
		version: o,
		layout: a,
		weights: s
	};
}
// src/federation/release-error.ts
var w = class extends Error {
	refusal;
	constructor(e, t, n) {
		super(t, n), this.name = "ReleaseError", this.refusal = e;
	}
};
// src/base/base64url.ts
function de(e) {
	return btoa(Array.from(e, (e) => String.fromCharCode(e)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
function T(e) {
	if (!/^[A-Za-z0-9_-]*$/.test(e) || e.length % 4 == 1) return null;
	let t = Uint8Array.from(atob(e.replaceAll("-", "+").replaceAll("_", "/")), (e) => e.codePointAt(0));
	return de(t) === e ? t : null;
}
// src/federation/read-fields.ts
function E(e, t, n = "") {
	return (r, i, a) => {
		let o = typeof e == "object" && e && Object.hasOwn(e, r) ? e[r] : void 0;
		if (i(o)) return o;
		throw new w("format", `Cannot use ${t} as "${n}${r}" must be ${a}: got ${String(JSON.stringify(o)).slice(0, 80)}`);
	};
}
function D(e, t) {
	try {
		return JSON.parse(e);
	} catch (n) {
		throw new w("format", `Cannot use ${t} as it must be JSON: it starts with ${JSON.stringify(e.slice(0, 40))}`, { cause: n });
	}
}
function O(e) {
	return Number.isSafeInteger(e) && e >= 0;
}
function k(e) {
	return typeof e == "number" && e > 0 && e <= 1;
}
function A(e) {
	return typeof e == "string" && /^[0-9a-f]{16}$/.test(e);
}
function fe(e) {
	return typeof e == "string" && /^[0-9a-f]{64}$/.test(e);
}
var pe = 4, me = 32768;
function he(e, t) {
	return new TextEncoder().encode(`personal-rank-${e}\n${t}`);
}
function ge(e, t) {
	let n = E(e, t);
	return {
		signed: n("signed", _e, `ASCII text of at most ${me} characters`),
		signatures: n("signatures", ye, `a list of 1 to ${pe} signatures`).map((e, n) => {
			let r = E(e, t, `signatures[${n}].`), i = r("keyId", A, "16 hex digits"), a = r("signature", ve, "base64url"), o = T(a);
			if (o?.length === 64) return {
				keyId: i,
				signature: o
			};
			throw new w("format", `Cannot use ${t} as "signatures[${n}].signature" must be base64url of 64 bytes: got ${JSON.stringify(a.slice(0, 100))}`);
		})
	};
}
function _e(e) {
	return typeof e == "string" && e.length <= me && /^[\x20-\x7e]+$/.test(e);
}
function ve(e) {
	return typeof e == "string";
}
function ye(e) {
	return Array.isArray(e) && e.length >= 1 && e.length <= pe;
}
// src/federation/key-list.ts
var be = 16, j = 256;
function xe(e, t) {
	let n = E(D(e, t), t);
	n("type", we, "\"keys\"");
	let r = n("version", O, "a whole number from 0"), i = n("expiresAtMs", O, "milliseconds since 1970"), a = n("keys", N(be), `a list of at most ${be} keys`).map((e, n) => Se(e, t, `keys[${n}].`)), o = n("revoked", Te, `a list of at most ${j} ids of keys`);
	if (new Set(a.map(({ keyId: e }) => e)).size !== a.length) throw new w("format", `Cannot use ${t} as each key must be listed once`);
	return {
		version: r,
		expiresAtMs: i,
		keys: a,
		revoked: o
	};
}
function Se(e, t, n) {
	let r = E(e, t, n);
	return {
		keyId: r("keyId", A, "16 hex digits"),
		publicKey: M(r("publicKey", Ce, "base64url of 32 bytes"))
	};
}
function M(e) {
	let t = T(e);
	return t?.length === 32 ? t : null;
}
function Ce(e) {
	return typeof e == "string" && M(e) !== null;
}
function we(e) {
	return e === "keys";
}
function N(e) {
	return (t) => Array.isArray(t) && t.length <= e;
}
function Te(e) {
	return N(j)(e) && e.every(A);
}
// src/federation/manifest.ts
var P = 6e4, Ee = 4096, F = 4;
function De(e, t) {
	let n = E(D(e, t), t);
	n("type", Ae, "\"manifest\"");
	let r = n("dimensions", Me, `a whole number from 1 to ${P}`), i = n("issuedAtMs", O, "milliseconds since 1970"), a = (e) => E(n(e, z, "an object"), t, `${e}.`);
	return {
		version: n("version", O, I),
		layout: n("layout", je, "a text"),
		dimensions: r,
		clipNorm: n("clipNorm", V, "a positive number"),
		head: R(a("head"), r),
		issuedAtMs: i,
		expiresAtMs: n("expiresAtMs", Pe(i), "later than issuedAtMs"),
		keysVersion: n("keysVersion", O, I),
		reportProbability: n("reportProbability", k, L),
		localSigma: n("localSigma", H, "a number from 0"),
		privacy: Oe(a("privacy")),
		canary: n("canary", B, "an object or null") === null ? null : ke(a("canary"), r, t),
		secureAggregation: n("secureAggregation", B, "an object or null")
	};
}
var I = "a whole number from 0", L = "above 0 and at most 1";
function R(e, t) {
	let n = t * F + 1, r = t * F + Ee;
	return {
		hash: e("hash", fe, "64 hex digits"),
		bytes: e("bytes", U(n, r), `from ${n} to ${r}`)
	};
}
function Oe(e) {
	return {
		noiseMultiplier: e("noiseMultiplier", H, "a number from 0"),
		delta: e("delta", Ne, "between 0 and 1"),
		reportsPer90Days: e("reportsPer90Days", U(1, 2 ** 53 - 1), "a whole number from 1")
	};
}
function ke(e, t, n) {
	let r = E(e("head", z, "an object"), n, "canary.head.");
	return {
		share: e("share", k, L),
		head: {
			version: r("version", O, I),
			...R(r, t)
		}
	};
}
function Ae(e) {
	return e === "manifest";
}
function z(e) {
	return typeof e == "object" && !!e && !Array.isArray(e);
}
function B(e) {
	return e === null || z(e);
}
function je(e) {
	return typeof e == "string" && e !== "";
}
function Me(e) {
	return U(1, P)(e);
}
function V(e) {
	return typeof e == "number" && e > 0 && e < Infinity;
}
function H(e) {
	return typeof e == "number" && e >= 0 && e < Infinity;
}
function Ne(e) {
	return V(e) && e < 1;
}
function U(e, t) {
	return (n) => O(n) && n >= e && n <= t;
}
function Pe(e) {
	return (t) => O(t) && t > e;
}
// src/federation/verify-release.ts
var Fe = 864e5, Ie = 36e5;
async function Le(e, t, n) {
	let { seen: r } = n, i = E(D(e, `the release "${t}"`), `the release "${t}"`), a = `the key list of "${t}"`, o = `the manifest "${t}"`, s = ge(i("manifest", G, "an object"), o), c = await Re(ge(i("keys", G, "an object"), a), a, n);
	W(c.expiresAtMs, a, n), await ze(s, c, {
		name: o,
		verify: n.verify
	});
	let l = De(s.signed, o);
	if (l.keysVersion !== c.version) throw new w("mixed", `Cannot use ${o} as it must come with version ${l.keysVersion} of the key list: got ${c.version}`);
	if (W(l.expiresAtMs, o, n), r !== null && Be(l, o, r), l.layout !== n.layout) throw new w("layout", `Cannot use ${o} as its feature layout must be "${n.layout}": got ${JSON.stringify(l.layout.slice(0, 80))}; update the script or the server, whichever is older`);
	return l;
}
function W(e, t, { nowMs: n }) {
	if (!(n <= e + 864e5)) throw new w("expired", `Cannot use ${t} as it must not have expired: by this device's clock it did ${((n - e) / Fe).toFixed(1)} days ago`);
}
async function Re({ signed: e, signatures: t }, n, { roots: r, verify: i }) {
	let a = he("keys", e);
	for (let { keyId: o, signature: s } of t) {
		let t = r.find((e) => e.keyId === o);
		if (t !== void 0 && await i(t.publicKey, s, a)) return xe(e, n);
	}
	throw new w("signature", `Cannot use ${n} as a root key that the page names must have signed it: got ${t.map(({ keyId: e }) => e).join(", ")}; check "sync-key"`);
}
async function ze({ signed: e, signatures: t }, { keys: n, revoked: r }, { name: i, verify: a }) {
	let o = he("manifest", e), s = !1;
	for (let { keyId: e, signature: i } of t) {
		let t = r.includes(e) ? void 0 : n.find((t) => t.keyId === e);
		if (t !== void 0 && (s = !0, await a(t.publicKey, i, o))) return;
	}
	let c = t.map(({ keyId: e }) => e).join(", ");
	throw s ? new w("signature", `Cannot use ${i} as its signature by ${c} does not fit it`) : new w("key", `Cannot use ${i} as a listed key must have signed it: got ${c}, ${t.some(({ keyId: e }) => r.includes(e)) ? "which is revoked" : "which is not listed"}`);
}
function Be(e, t, n) {
	let r = [
		"version",
		"keysVersion",
		"issuedAtMs"
	].find((t) => e[t] < n[t]);
	if (r === void 0) return;
	let i = n.issuedAtMs - e.issuedAtMs;
	throw new w(i > 0 && i <= Ie ? "late" : "rollback", `Cannot use ${t} as its ${r} must be ${n[r]} or later, which was seen before: got ${e[r]}; check that the server did not lose its data`);
}
function G(e) {
	return e !== void 0;
}
// src/sync/open-verifier.ts
var K = {
	publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
};
async function Ve(e) {
	if (e === void 0) throw new C("sync-failed", "Cannot verify releases on an insecure page, so nothing is taken or sent; serve the page by https");
	let t = async (t, n, r) => {
		try {
			let i = await e.importKey("raw", t, "Ed25519", !1, ["verify"]);
			return await e.verify("Ed25519", i, n, r);
		} catch {
			return !1;
		}
	}, [n, r] = [q(K.publicKey), q(K.signature)];
	if (await t(n, r, Uint8Array.of(114)) && !await t(n, r, Uint8Array.of(115))) return t;
	throw new C("sync-failed", "Cannot verify releases as this browser has no Ed25519 signatures, so nothing is taken or sent; lists are ordered as before");
}
function q(e) {
	return Uint8Array.from(e.match(/../g) ?? [], (e) => Number.parseInt(e, 16));
}
// src/sync/read-at-most.ts
async function He(e, t) {
	let n = e.body?.getReader(), r = [], i = 0;
	for (;;) {
		let e = await n?.read();
		if (e?.value === void 0) break;
		if (i += e.value.length, i > t) throw await n?.cancel(), RangeError(`the body must have at most ${t} bytes`);
		r.push(e.value);
	}
	let a = new Uint8Array(i), o = 0;
	for (let e of r) a.set(e, o), o += e.length;
	return a;
}
// src/sync/root-keys.ts
var J = 4, Ue = 16;
async function We(e) {
	let t = e.split(/\s+/).filter((e) => e !== "").map(M);
	if (t.length === 0 || t.length > J || t.includes(null)) throw new C("sync-failed", `Cannot sync as "sync-key" must be 1 to ${J} public keys, each base64url of 32 bytes: got ${JSON.stringify(e.slice(0, 200))}; docs/hosting.md says where it is`);
	let n = [];
	for (let e of t) e !== null && n.push({
		keyId: (await Y(e)).slice(0, Ue),
		publicKey: e
	});
	return n;
}
async function Y(e) {
	let t = new Uint8Array(await crypto.subtle.digest("SHA-256", e));
	return Array.from(t, (e) => e.toString(16).padStart(2, "0")).join("");
}
// src/sync/sync-client.ts
var Ge = 1e4, Ke = 131072, X = "keep what you have and try again later";
function qe(e) {
	let { fetch: t, now: n } = e, r = Je(e.baseUrl), i = null, a = async () => ({
		verify: await Ve(crypto.subtle),
		roots: await We(e.rootKeys)
	}), o = async (e, n) => {
		try {
			return await t(e.href, {
				...n,
				credentials: "omit",
				referrerPolicy: "no-referrer",
				redirect: "error",
				signal: AbortSignal.timeout(Ge)
			});
		} catch (t) {
			throw Q(`Cannot reach "${e.href}": ${$(t)}; ${X}`, t);
		}
	}, s = async (e, t) => {
		let n = new URL(`heads/${e.hash}`, r), i = await o(n, { method: "GET" });
		if (i.status !== 200) throw Z(n, i.status, "200");
		let a = await Ye(i, n, e.bytes);
		if (a.length !== e.bytes) throw Q(`Cannot use "${n.href}" as it must have ${e.bytes} bytes: got ${a.length}; ${X}`);
		let s = await Y(a);
		if (s !== e.hash) throw Q(`Cannot use "${n.href}" as its SHA-256 must be ${e.hash}: got ${s}; ${X}`);
		return ue(a, n.href, t);
	};
	return {
		async pullHead({ kept: e, layout: t, canaryDraw: c }) {
			let { roots: l, verify: u } = await (i ??= a()), d = new URL("manifest", r), f = e?.etag ?? null, p = await o(d, {
				method: "GET",
				headers: f === null ? {} : { "if-none-match": f },
				cache: "no-store"
			}), m = p.status === 304 && f !== null;
			if (!m && p.status !== 200) throw Z(d, p.status, "200 or 304");
			return Xe(async () => {
				let r = n(), i = () => (e !== null && W(e.expiresAtMs, `the manifest "${d.href}"`, { nowMs: r }), { outcome: "unchanged" });
				if (m) return i();
				let a = new TextDecoder().decode(await Ye(p, d, Ke)), o;
				try {
					o = await Le(a, d.href, {
						roots: l,
						verify: u,
						nowMs: r,
						layout: t,
						seen: e
					});
				} catch (e) {
					if (e instanceof w && e.refusal === "late") return i();
					throw e;
				}
				let { canary: f, dimensions: h } = o, { version: g, hash: _, bytes: v } = f !== null && c < f.share ? f.head : {
					...o.head,
					version: o.version
				}, y = e?.headHash === _ ? null : await s({
					hash: _,
					bytes: v
				}, {
					version: g,
					layout: t,
					dimensions: h
				});
				return {
					outcome: "new",
					etag: p.headers.get("etag"),
					manifest: o,
					headHash: _,
					head: y
				};
			});
		},
		async sendDelta({ key: e, bytes: t }) {
			let n = new URL("deltas", r), { status: i } = await o(n, {
				method: "POST",
				headers: {
					"content-type": "application/octet-stream",
					"idempotency-key": e
				},
				body: t
			});
			switch (i) {
				case 202: return "accepted";
				case 200: return "duplicate";
				case 409: return "stale";
				case 400:
				case 413:
				case 415:
				case 422: return "rejected";
				default: throw Z(n, i, "202, 200, 409 or a refusal");
			}
		},
		async sendQuality(e) {
			let t = new URL("quality", r), { status: n } = await o(t, {
				method: "POST",
				headers: { "content-type": "application/octet-stream" },
				body: e
			});
			if (n !== 202) throw Z(t, n, "202");
		}
	};
}
function Je(e) {
	try {
		return new URL(e.endsWith("/") ? e : `${e}/`);
	} catch (t) {
		throw Q(`Cannot sync as the server's address must be an absolute URL: got "${e}"; check "sync"`, t);
	}
}
async function Ye(e, t, n) {
	try {
		return await He(e, n);
	} catch (e) {
		throw Q(`Cannot read the answer of "${t.href}": ${$(e)}; ${X}`, e);
	}
}
async function Xe(e) {
	try {
		return await e();
	} catch (e) {
		throw e instanceof C ? e : Q(`${$(e)}; ${X}`, e);
	}
}
function Z(e, t, n) {
	return Q(`Cannot sync with "${e.href}" as it must answer ${n}: got ${t}; check "sync", or ${X}`);
}
function Q(e, t) {
	return new C("sync-failed", e, t === void 0 ? {} : { cause: t });
}
function $(e) {
	return e instanceof Error ? e.message : String(e);
}
export { qe as createSyncClient, ne as decodeDelta, te as encodeDelta, ie as encodeQualityReport, ae as parseQualityReport, se as quantize, e as seededRandom };
