/** The one JSON mapper of the bridge and the canonical form that digests are taken of. */
package dev.perfusion.bridge.json;
