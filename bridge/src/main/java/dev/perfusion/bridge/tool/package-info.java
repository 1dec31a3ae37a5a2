/** One class per tool, the only place where it is defined, and the one way in to all of them. */
package dev.perfusion.bridge.tool;
