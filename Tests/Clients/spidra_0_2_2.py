"""The official Python client 0.2.2 (x-api-key), unmodified, against a running server.

Its synchronous face breaks on the second call of one client object, so each call gets an object of its own.
"""

import logging
import os
import unittest
import uuid

import spidra
from spidra import BatchScrapeParams, PollOptions, SpidraClient
from spidra.types.batch import BatchListParams

URL, KEY, SITE = os.environ["SPIDRA_URL"], os.environ["SPIDRA_KEY"], os.environ["SITE"]
WAIT = PollOptions(poll_interval=0.1, timeout=60)


def params(urls, prompt="", **options):
    """This version cannot leave the prompt out: an empty one must mean raw Markdown."""
    return BatchScrapeParams(urls=urls, prompt=prompt, **options)


class Batches(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.client = SpidraClient(api_key=KEY, base_url=URL)

    async def asyncTearDown(self):
        await self.client.close()

    async def test_submit_and_poll_to_the_end(self):
        urls = [f"{SITE}/page/{n}" for n in range(5)] + [f"{SITE}/missing"]
        batch = await self.client.batch.run(params(urls), WAIT)
        self.assertEqual((batch.status, batch.total_urls), ("completed", 6))
        self.assertEqual((batch.completed_count, batch.failed_count), (5, 1))
        self.assertEqual([item.url for item in batch.items], urls)
        self.assertIn("Page 3", batch.items[3].result)
        self.assertTrue(batch.items[5].error)

    async def test_list(self):
        queued = await self.client.batch.submit(params([f"{SITE}/page/1"], prompt=None))
        listed = await self.client.batch.list(BatchListParams(page=1, limit=1))
        self.assertEqual([job.uuid for job in listed.jobs], [queued.batch_id])
        self.assertEqual((listed.pagination.page, listed.pagination.limit), (1, 1))

    async def test_retry(self):
        urls = [f"{SITE}/second/{uuid.uuid4()}"]
        queued = await self.client.batch.submit(params(urls))
        self.assertEqual(queued.total, 1)
        self.assertEqual((await self.finished(queued.batch_id)).failed_count, 1)
        self.assertEqual(await self.client.batch.retry(queued.batch_id), {"retried_count": 1})
        self.assertEqual((await self.finished(queued.batch_id)).completed_count, 1)

    async def test_cancel(self):
        urls = [f"{SITE}/slow/{n}" for n in range(40)]
        queued = await self.client.batch.submit(params(urls))
        cancelled = await self.client.batch.cancel(queued.batch_id)
        self.assertGreater(cancelled.cancelled_items, 0)
        self.assertEqual(cancelled.credits_refunded, 2 * cancelled.cancelled_items)
        self.assertEqual((await self.client.batch.get(queued.batch_id)).status, "cancelled")
        with self.assertRaises(spidra.SpidraError) as raised:
            await self.client.batch.cancel(queued.batch_id)
        self.assertEqual(raised.exception.status, 409)
        self.assertEqual(str(raised.exception), "Cannot cancel a batch that is already cancelled.")

    async def test_errors(self):
        with self.assertRaises(spidra.SpidraError) as raised:
            await self.client.batch.submit(params([]))
        self.assertEqual(raised.exception.status, 400)
        with self.assertRaises(spidra.SpidraError) as raised:
            await self.client.batch.get(str(uuid.uuid4()))
        self.assertEqual(raised.exception.status, 404)
        async with SpidraClient(api_key="spd_nobody", base_url=URL) as stranger:
            with self.assertRaises(spidra.SpidraInsufficientCreditsError) as raised:  # Its name for 403.
                await stranger.batch.list()
        self.assertEqual(raised.exception.message, "Invalid token or API key")

    async def finished(self, batch_id):
        from spidra.lib.poll import poll

        return await poll(lambda: self.client.batch.get(batch_id), WAIT)


class Synchronous(unittest.TestCase):
    def test_each_call(self):
        def batch():
            return SpidraClient(api_key=KEY, base_url=URL).batch

        done = batch().run_sync(params([f"{SITE}/page/9"], output="markdown"), WAIT)
        self.assertIn("Page 9", done.items[0].result)
        queued = batch().submit_sync(params([f"{SITE}/page/1"]))
        self.assertEqual(batch().get_sync(queued.batch_id).total_urls, 1)
        self.assertGreater(batch().list_sync().pagination.total, 0)


if __name__ == "__main__":
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # Slow steps of a busy machine are no news.
    unittest.main(warnings="ignore")
