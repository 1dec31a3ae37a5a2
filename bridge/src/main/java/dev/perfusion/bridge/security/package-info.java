/** Who calls and what they may do: identities, roles, tokens, rate limit, model paths. */
package dev.perfusion.bridge.security;
