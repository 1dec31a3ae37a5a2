/** Reader of the result files of JMH. */
package dev.perfusion.gate.jmh;
