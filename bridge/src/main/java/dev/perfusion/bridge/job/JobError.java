package dev.perfusion.bridge.job;

import java.util.List;

/**
 * Why a job did not succeed.
 *
 * @param code error code as in the error envelope
 * @param time simulated time reached (min); null when the run had not begun
 * @param states full paths of the quantities to blame, worst first
 */
public record JobError(String code, String message, Double time, List<String> states) {
  public JobError {
    states = List.copyOf(states);
  }
}
