/** The verdict as Markdown and as JSON. */
package dev.perfusion.gate.report;
