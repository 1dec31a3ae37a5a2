package dev.perfusion.bridge.job;

import tools.jackson.databind.JsonNode;

/**
 * A job as it outlives the process.
 *
 * @param description see {@link JobTask#description()}
 * @param crashes how often the process ended while this job was running
 */
public record StoredJob(JobRecord job, JobRequest request, JsonNode description, int crashes) {}
