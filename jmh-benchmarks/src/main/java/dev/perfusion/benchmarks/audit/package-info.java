/** What an audit trail tells about the times of jobs. */
package dev.perfusion.benchmarks.audit;
