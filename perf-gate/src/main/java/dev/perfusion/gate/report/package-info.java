/** The verdict as Markdown and as JSON; a run with its history as Markdown and as HTML. */
package dev.perfusion.gate.report;
