/** Names the methods that made one side slower, from CPU profiles of both. */
package dev.perfusion.gate.culprit;
