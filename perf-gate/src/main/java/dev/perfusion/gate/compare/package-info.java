/** Two binaries measured in pairs of processes on one machine, and the document of the verdict. */
package dev.perfusion.gate.compare;
