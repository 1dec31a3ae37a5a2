/** Writing of the Arrow IPC formats, without the memory management of Arrow's own library. */
package dev.perfusion.bridge.arrow;
