/** Sessions in a Redis server, for several bridges. */
package dev.perfusion.bridge.redis;
