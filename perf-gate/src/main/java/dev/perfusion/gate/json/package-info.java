/** JSON files in and out, with errors that name file, field, value and the way out. */
package dev.perfusion.gate.json;
