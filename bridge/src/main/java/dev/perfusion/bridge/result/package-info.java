/** Results of finished runs by id. */
package dev.perfusion.bridge.result;
