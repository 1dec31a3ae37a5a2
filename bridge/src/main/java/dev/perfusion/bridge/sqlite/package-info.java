/** State that outlives the process, in one SQLite file and a folder beside it. */
package dev.perfusion.bridge.sqlite;
