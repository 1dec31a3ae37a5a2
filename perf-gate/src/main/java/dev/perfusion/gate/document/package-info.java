/** The benchmark document: what one run measured, and where. */
package dev.perfusion.gate.document;
