/** What jobs do: one run, or an analysis of many. */
package dev.perfusion.bridge.task;
