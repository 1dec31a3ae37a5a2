/** Flame graphs of this process, taken with async-profiler where it is on the class path. */
package dev.perfusion.bridge.profile;
