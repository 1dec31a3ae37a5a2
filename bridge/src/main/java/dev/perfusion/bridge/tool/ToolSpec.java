package dev.perfusion.bridge.tool;

import dev.perfusion.bridge.security.Role;
import java.util.Set;

/**
 * What the outside knows of a tool.
 *
 * @param name wire name, also the REST path
 * @param title name for people
 * @param description when to use it and what comes next
 * @param roles one of these is needed
 * @param critical changes state or costs much: the caller confirms it
 * @param idempotent a second equal call changes nothing more
 * @param request record class of the arguments
 * @param response record class of the answer
 */
public record ToolSpec<Q extends Record & ToolRequest<R>, R extends Record>(
    String name,
    String title,
    String description,
    Set<Role> roles,
    boolean critical,
    boolean idempotent,
    Class<Q> request,
    Class<R> response) {
  /** Roles of tools that only read. */
  public static final Set<Role> READERS = Set.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN);

  /** Roles of tools that change something. */
  public static final Set<Role> WRITERS = Set.of(Role.OPERATOR, Role.ADMIN);
}
