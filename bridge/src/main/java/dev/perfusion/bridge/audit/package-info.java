/** Who did what: JSON lines whose hashes form a chain. */
package dev.perfusion.bridge.audit;
