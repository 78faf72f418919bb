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
	let { version: a } = n, o = r.metadata.version ?? "1";
	if (a !== void 0 && o !== a) throw new f("version", `Cannot use ${t} as its metadata must say version "${a}": got ${y(o)}`);
	let s = [
		"format",
		...a === void 0 ? [] : ["version"],
		...n.metadata
	];
	return _(Object.keys(r.metadata), s, "metadata", t), _([...r.tensors.keys()], n.tensors, "tensors", t), r;
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
var b = {
	format: "personal-rank-delta",
	version: "2",
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
			version: "2",
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
	if (a !== String(t.clipNorm)) throw new f("norm", `Cannot use ${n} as it must be clipped to norm ${t.clipNorm}: "clip_norm" is ${JSON.stringify(a.slice(0, 80))}`);
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
], [S, C] = [1, 2], re = 3;
x.flatMap(({ draws: e }, t) => Array.from({ length: e }, () => t));
function ie({ field: e, value: t, isCanary: n }) {
	return Uint8Array.of(n ? C : S, e, t);
}
function ae(e) {
	let [t, n, r] = e, i = t === C;
	return e.length !== re || !(i || t === S) ? null : r < (x[n]?.values.length ?? 0) ? {
		field: n,
		value: r,
		isCanary: i
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
var w = class extends Error {
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
var T = class extends Error {
	refusal;
	constructor(e, t, n) {
		super(t, n), this.name = "ReleaseError", this.refusal = e;
	}
};
// src/base/base64url.ts
function de(e) {
	return btoa(Array.from(e, (e) => String.fromCharCode(e)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
function E(e) {
	if (!/^[A-Za-z0-9_-]*$/.test(e) || e.length % 4 == 1) return null;
	let t = Uint8Array.from(atob(e.replaceAll("-", "+").replaceAll("_", "/")), (e) => e.codePointAt(0));
	return de(t) === e ? t : null;
}
// src/federation/read-fields.ts
function D(e, t, n = "") {
	return (r, i, a) => {
		let o = typeof e == "object" && e && Object.hasOwn(e, r) ? e[r] : void 0;
		if (i(o)) return o;
		throw new T("format", `Cannot use ${t} as "${n}${r}" must be ${a}: got ${String(JSON.stringify(o)).slice(0, 80)}`);
	};
}
function O(e, t) {
	try {
		return JSON.parse(e);
	} catch (n) {
		throw new T("format", `Cannot use ${t} as it must be JSON: it starts with ${JSON.stringify(e.slice(0, 40))}`, { cause: n });
	}
}
function k(e) {
	return Number.isSafeInteger(e) && e >= 0;
}
function A(e) {
	return typeof e == "number" && e > 0 && e <= 1;
}
function j(e) {
	return typeof e == "string" && /^[0-9a-f]{16}$/.test(e);
}
function fe(e) {
	return typeof e == "string" && /^[0-9a-f]{64}$/.test(e);
}
var M = 4, N = 32768;
function P(e, t) {
	return new TextEncoder().encode(`personal-rank-${e}\n${t}`);
}
function F(e, t) {
	let n = D(e, t);
	return {
		signed: n("signed", pe, `ASCII text of at most ${N} characters`),
		signatures: n("signatures", he, `a list of 1 to ${M} signatures`).map((e, n) => {
			let r = D(e, t, `signatures[${n}].`), i = r("keyId", j, "16 hex digits"), a = r("signature", me, "base64url"), o = E(a);
			if (o?.length === 64) return {
				keyId: i,
				signature: o
			};
			throw new T("format", `Cannot use ${t} as "signatures[${n}].signature" must be base64url of 64 bytes: got ${JSON.stringify(a.slice(0, 100))}`);
		})
	};
}
function pe(e) {
	return typeof e == "string" && e.length <= N && /^[\x20-\x7e]+$/.test(e);
}
function me(e) {
	return typeof e == "string";
}
function he(e) {
	return Array.isArray(e) && e.length >= 1 && e.length <= M;
}
// src/federation/key-list.ts
var I = 16, L = 256;
function ge(e, t) {
	let n = D(O(e, t), t);
	n("type", ye, "\"keys\"");
	let r = n("version", k, "a whole number from 0"), i = n("expiresAtMs", k, "milliseconds since 1970"), a = n("keys", z(I), `a list of at most ${I} keys`).map((e, n) => _e(e, t, `keys[${n}].`)), o = n("revoked", be, `a list of at most ${L} ids of keys`);
	if (new Set(a.map(({ keyId: e }) => e)).size !== a.length) throw new T("format", `Cannot use ${t} as each key must be listed once`);
	return {
		version: r,
		expiresAtMs: i,
		keys: a,
		revoked: o
	};
}
function _e(e, t, n) {
	let r = D(e, t, n);
	return {
		keyId: r("keyId", j, "16 hex digits"),
		publicKey: R(r("publicKey", ve, "base64url of 32 bytes"))
	};
}
function R(e) {
	let t = E(e);
	return t?.length === 32 ? t : null;
}
function ve(e) {
	return typeof e == "string" && R(e) !== null;
}
function ye(e) {
	return e === "keys";
}
function z(e) {
	return (t) => Array.isArray(t) && t.length <= e;
}
function be(e) {
	return z(L)(e) && e.every(j);
}
// src/federation/manifest.ts
var B = 6e4, xe = 4096, V = 4;
function Se(e, t) {
	let n = D(O(e, t), t);
	n("type", Ee, "\"manifest\"");
	let r = n("dimensions", Oe, `a whole number from 1 to ${B}`), i = n("issuedAtMs", k, "milliseconds since 1970"), a = (e) => D(n(e, G, "an object"), t, `${e}.`);
	return {
		version: n("version", k, H),
		layout: n("layout", De, "a text"),
		dimensions: r,
		clipNorm: n("clipNorm", q, "a positive number"),
		head: W(a("head"), r),
		issuedAtMs: i,
		expiresAtMs: n("expiresAtMs", Ae(i), "later than issuedAtMs"),
		keysVersion: n("keysVersion", k, H),
		deltaVersion: n("deltaVersion", Te, H) ?? 1,
		reportProbability: n("reportProbability", A, U),
		localSigma: n("localSigma", J, "a number from 0"),
		privacy: Ce(a("privacy")),
		canary: n("canary", K, "an object or null") === null ? null : we(a("canary"), r, t),
		secureAggregation: n("secureAggregation", K, "an object or null")
	};
}
var H = "a whole number from 0", U = "above 0 and at most 1";
function W(e, t) {
	let n = t * V + 1, r = t * V + xe;
	return {
		hash: e("hash", fe, "64 hex digits"),
		bytes: e("bytes", Y(n, r), `from ${n} to ${r}`)
	};
}
function Ce(e) {
	return {
		noiseMultiplier: e("noiseMultiplier", J, "a number from 0"),
		delta: e("delta", ke, "between 0 and 1"),
		reportsPer90Days: e("reportsPer90Days", Y(1, 2 ** 53 - 1), "a whole number from 1")
	};
}
function we(e, t, n) {
	let r = D(e("head", G, "an object"), n, "canary.head.");
	return {
		share: e("share", A, U),
		head: {
			version: r("version", k, H),
			...W(r, t)
		}
	};
}
function Te(e) {
	return e === void 0 || k(e);
}
function Ee(e) {
	return e === "manifest";
}
function G(e) {
	return typeof e == "object" && !!e && !Array.isArray(e);
}
function K(e) {
	return e === null || G(e);
}
function De(e) {
	return typeof e == "string" && e !== "";
}
function Oe(e) {
	return Y(1, B)(e);
}
function q(e) {
	return typeof e == "number" && e > 0 && e < Infinity;
}
function J(e) {
	return typeof e == "number" && e >= 0 && e < Infinity;
}
function ke(e) {
	return q(e) && e < 1;
}
function Y(e, t) {
	return (n) => k(n) && n >= e && n <= t;
}
function Ae(e) {
	return (t) => k(t) && t > e;
}
// src/federation/verify-release.ts
var je = 864e5, Me = 36e5;
async function Ne(e, t, n) {
	let { seen: r } = n, i = D(O(e, `the release "${t}"`), `the release "${t}"`), a = `the key list of "${t}"`, o = `the manifest "${t}"`, s = F(i("manifest", Le, "an object"), o), c = await Pe(F(i("keys", Le, "an object"), a), a, n);
	X(c.expiresAtMs, a, n), await Fe(s, c, {
		name: o,
		verify: n.verify
	});
	let l = Se(s.signed, o);
	if (l.keysVersion !== c.version) throw new T("mixed", `Cannot use ${o} as it must come with version ${l.keysVersion} of the key list: got ${c.version}`);
	if (X(l.expiresAtMs, o, n), r !== null && Ie(l, o, r), l.layout !== n.layout) throw new T("layout", `Cannot use ${o} as its feature layout must be "${n.layout}": got ${JSON.stringify(l.layout.slice(0, 80))}; update the script or the server, whichever is older`);
	return l;
}
function X(e, t, { nowMs: n }) {
	if (!(n <= e + 864e5)) throw new T("expired", `Cannot use ${t} as it must not have expired: by this device's clock it did ${((n - e) / je).toFixed(1)} days ago`);
}
async function Pe({ signed: e, signatures: t }, n, { roots: r, verify: i }) {
	let a = P("keys", e);
	for (let { keyId: o, signature: s } of t) {
		let t = r.find((e) => e.keyId === o);
		if (t !== void 0 && await i(t.publicKey, s, a)) return ge(e, n);
	}
	throw new T("signature", `Cannot use ${n} as a root key that the page names must have signed it: got ${t.map(({ keyId: e }) => e).join(", ")}; check "sync-key"`);
}
async function Fe({ signed: e, signatures: t }, { keys: n, revoked: r }, { name: i, verify: a }) {
	let o = P("manifest", e), s = !1;
	for (let { keyId: e, signature: i } of t) {
		let t = r.includes(e) ? void 0 : n.find((t) => t.keyId === e);
		if (t !== void 0 && (s = !0, await a(t.publicKey, i, o))) return;
	}
	let c = t.map(({ keyId: e }) => e).join(", ");
	throw s ? new T("signature", `Cannot use ${i} as its signature by ${c} does not fit it`) : new T("key", `Cannot use ${i} as a listed key must have signed it: got ${c}, ${t.some(({ keyId: e }) => r.includes(e)) ? "which is revoked" : "which is not listed"}`);
}
function Ie(e, t, n) {
	let r = [
		"version",
		"keysVersion",
		"issuedAtMs"
	].find((t) => e[t] < n[t]);
	if (r === void 0) return;
	let i = n.issuedAtMs - e.issuedAtMs;
	throw new T(i > 0 && i <= Me ? "late" : "rollback", `Cannot use ${t} as its ${r} must be ${n[r]} or later, which was seen before: got ${e[r]}; check that the server did not lose its data`);
}
function Le(e) {
	return e !== void 0;
}
// src/sync/busy-error.ts
var Re = class extends w {
	retryAfterMs;
	constructor(e, t) {
		super("sync-failed", e), this.retryAfterMs = t;
	}
}, ze = 864e5;
function Be(e, t) {
	if (e === null || e.trim() === "") return null;
	let n = /^\s*\d+\s*$/.test(e) ? Number(e) * 1e3 : Date.parse(e) - t;
	return Number.isNaN(n) ? null : Math.min(ze, Math.max(0, n));
}
function Ve(e) {
	let t = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,;])/i.exec(e ?? "")?.[1];
	return Number(t ?? 0) * 1e3;
}
// src/sync/open-verifier.ts
var He = {
	publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
	signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
};
async function Ue(e) {
	if (e === void 0) throw new w("sync-failed", "Cannot verify releases on an insecure page, so nothing is taken or sent; serve the page by https");
	let t = async (t, n, r) => {
		try {
			let i = await e.importKey("raw", t, "Ed25519", !1, ["verify"]);
			return await e.verify("Ed25519", i, n, r);
		} catch {
			return !1;
		}
	}, [n, r] = [We(He.publicKey), We(He.signature)];
	if (await t(n, r, Uint8Array.of(114)) && !await t(n, r, Uint8Array.of(115))) return t;
	throw new w("sync-failed", "Cannot verify releases as this browser has no Ed25519 signatures, so nothing is taken or sent; lists are ordered as before");
}
function We(e) {
	return Uint8Array.from(e.match(/../g) ?? [], (e) => Number.parseInt(e, 16));
}
// src/sync/read-at-most.ts
async function Ge(e, t) {
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
var Ke = 4, qe = 16;
async function Je(e) {
	let t = e.split(/\s+/).filter((e) => e !== "").map(R);
	if (t.length === 0 || t.length > Ke || t.includes(null)) throw new w("sync-failed", `Cannot sync as "sync-key" must be 1 to ${Ke} public keys, each base64url of 32 bytes: got ${JSON.stringify(e.slice(0, 200))}; docs/hosting.md says where it is`);
	let n = [];
	for (let e of t) e !== null && n.push({
		keyId: (await Ye(e)).slice(0, qe),
		publicKey: e
	});
	return n;
}
async function Ye(e) {
	let t = new Uint8Array(await crypto.subtle.digest("SHA-256", e));
	return Array.from(t, (e) => e.toString(16).padStart(2, "0")).join("");
}
// src/sync/sync-client.ts
var Xe = 1e4, Ze = 131072, Z = "keep what you have and try again later";
function Qe(e) {
	let { fetch: t, now: n } = e, r = $e(e.baseUrl), i = et(e.token ?? null), a = null, o = async () => ({
		verify: await Ue(crypto.subtle),
		roots: await Je(e.rootKeys)
	}), s = (e, { status: t, headers: r }, i) => {
		let a = rt[t] ?? "\"sync\"", o = `Cannot sync with "${e.href}" as it must answer ${i}: got ${t}; check ${a}, or ${Z}`, s = t === 429 || t === 503 ? Be(r.get("retry-after"), n()) : null;
		return s === null ? Q(o) : new Re(o, s);
	}, c = async (e, n) => {
		try {
			return await t(e.href, {
				...n,
				credentials: "omit",
				referrerPolicy: "no-referrer",
				redirect: "error",
				signal: AbortSignal.timeout(Xe)
			});
		} catch (t) {
			throw Q(`Cannot reach "${e.href}": ${$(t)}; ${Z}`, t);
		}
	}, l = async (e, t) => {
		let n = new URL(`heads/${e.hash}`, r), i = await c(n, { method: "GET" });
		if (i.status !== 200) throw s(n, i, "200");
		let a = await tt(i, n, e.bytes);
		if (a.length !== e.bytes) throw Q(`Cannot use "${n.href}" as it must have ${e.bytes} bytes: got ${a.length}; ${Z}`);
		let o = await Ye(a);
		if (o !== e.hash) throw Q(`Cannot use "${n.href}" as its SHA-256 must be ${e.hash}: got ${o}; ${Z}`);
		return ue(a, n.href, t);
	};
	return {
		async pullHead({ kept: e, layout: t, canaryDraw: i }) {
			let { roots: u, verify: d } = await (a ??= o()), f = new URL("manifest", r), p = e?.etag ?? null, m = await c(f, {
				method: "GET",
				headers: p === null ? {} : { "if-none-match": p },
				cache: "no-store"
			}), h = m.status === 304 && p !== null;
			if (!h && m.status !== 200) throw s(f, m, "200 or 304");
			return nt(async () => {
				let r = n(), a = Ve(m.headers.get("cache-control")), o = () => (e !== null && X(e.expiresAtMs, `the manifest "${f.href}"`, { nowMs: r }), {
					outcome: "unchanged",
					freshForMs: a
				});
				if (h) return o();
				let s = new TextDecoder().decode(await tt(m, f, Ze)), c;
				try {
					c = await Ne(s, f.href, {
						roots: u,
						verify: d,
						nowMs: r,
						layout: t,
						seen: e
					});
				} catch (e) {
					if (e instanceof T && e.refusal === "late") return o();
					throw e;
				}
				let { canary: p, dimensions: g } = c, { version: _, hash: v, bytes: y } = p !== null && i < p.share ? p.head : {
					...c.head,
					version: c.version
				}, b = e?.headHash === v ? null : await l({
					hash: v,
					bytes: y
				}, {
					version: _,
					layout: t,
					dimensions: g
				});
				return {
					outcome: "new",
					freshForMs: a,
					etag: m.headers.get("etag"),
					manifest: c,
					headHash: v,
					head: b
				};
			});
		},
		async sendDelta({ key: e, bytes: t }) {
			let n = new URL("deltas", r), a = await c(n, {
				method: "POST",
				headers: {
					"content-type": "application/octet-stream",
					"idempotency-key": e,
					...i
				},
				body: t
			});
			switch (a.status) {
				case 202: return "accepted";
				case 200: return "duplicate";
				case 409: return "stale";
				case 400:
				case 413:
				case 415:
				case 422: return "rejected";
				default: throw s(n, a, "202, 200, 409 or a refusal");
			}
		},
		async sendQuality(e) {
			let t = new URL("quality", r), n = await c(t, {
				method: "POST",
				headers: {
					"content-type": "application/octet-stream",
					...i
				},
				body: e
			});
			if (n.status !== 202) throw s(t, n, "202");
		}
	};
}
function $e(e) {
	try {
		return new URL(e.endsWith("/") ? e : `${e}/`);
	} catch (t) {
		throw Q(`Cannot sync as the server's address must be an absolute URL: got "${e}"; check "sync"`, t);
	}
}
function et(e) {
	if (e === null) return {};
	if (/^[\w-]{1,100}$/.test(e)) return { "personal-rank-token": e };
	throw Q(`Cannot sync as "sync-token" must be a site's token, such as "site-…": got ${JSON.stringify(e.slice(0, 100))}; docs/hosting.md says where it is`);
}
async function tt(e, t, n) {
	try {
		return await Ge(e, n);
	} catch (e) {
		throw Q(`Cannot read the answer of "${t.href}": ${$(e)}; ${Z}`, e);
	}
}
async function nt(e) {
	try {
		return await e();
	} catch (e) {
		throw e instanceof w ? e : Q(`${$(e)}; ${Z}`, e);
	}
}
var rt = {
	401: "\"sync-token\"",
	403: "the origins of the site",
	429: "the quota of the site"
};
function Q(e, t) {
	return new w("sync-failed", e, t === void 0 ? {} : { cause: t });
}
function $(e) {
	return e instanceof Error ? e.message : String(e);
}
export { Qe as createSyncClient, ne as decodeDelta, te as encodeDelta, ie as encodeQualityReport, ae as parseQualityReport, se as quantize, e as seededRandom };
